@extends('layout')

@section('title', 'That did not work')

@section('main')
<h1>That did not work</h1>
<p>{{ $exception->getStatusCode() === 400 ? $exception->getMessage() : 'The server could not answer this request.' }}</p>
<p><a href="/">Back to the start</a></p>
@endsection
