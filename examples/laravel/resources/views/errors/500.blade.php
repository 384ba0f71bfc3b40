@extends('layout')

@section('title', 'Something went wrong')

@section('main')
<h1>Something went wrong</h1>
<p>The server could not answer. Please try again.</p>
<p><a href="/">Back to the start</a></p>
@endsection
