@extends('layout')

@section('title', 'Log in')

@section('main')
<h1>Who are you?</h1>
<form method="post" action="/login">
@csrf
<label for="name">User name</label>
<input id="name" name="name" required maxlength="60" autocomplete="username" autofocus>
<button>Log in</button>
</form>
@endsection
