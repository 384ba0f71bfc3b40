@extends('layout')

@section('title', 'Profile')

@section('main')
<div class="title">
<h1>Hello, <bdi>{{ $name }}</bdi></h1>
<form method="post" action="/logout">
@csrf
<button class="quiet">Log out</button>
</form>
</div>
<h2>Your profile</h2>
@empty($profile)
<p class="empty">Nothing stored yet.</p>
@else
<table>
<thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
<tbody>
@foreach ($profile as $key => $value)
<tr><th scope="row">{{ $key }}</th><td>{{ $value }}</td></tr>
@endforeach
</tbody>
</table>
@endempty
<form method="post" action="/profile">
@csrf
<label for="key">Key</label>
<input id="key" name="key" required maxlength="60" autocomplete="off">
<label for="value">Value</label>
<textarea id="value" name="value" required maxlength="4096" rows="2"></textarea>
<button>Store</button>
</form>
@endsection
