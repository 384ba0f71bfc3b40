{{-- Laravel has a page of its own for this --}}
@extends('errors.4xx')
