<?php

use App\Http\Controllers\ProfileController;
use Illuminate\Support\Facades\Route;

Route::controller(ProfileController::class)->group(function () {
    Route::get('/', 'home')->name('home');
    Route::get('/session.json', 'session');
    Route::post('/login', 'login');
    Route::post('/profile', 'store');
    Route::post('/logout', 'logout');
});
