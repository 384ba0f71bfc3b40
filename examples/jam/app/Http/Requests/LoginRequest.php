<?php

namespace App\Http\Requests;

use Illuminate\Foundation\Http\FormRequest;

class LoginRequest extends FormRequest
{
    public function rules(): array
    {
        return ['name' => ['required', 'string', 'max:60', 'not_regex:/\p{Cc}/u']];
    }
}
