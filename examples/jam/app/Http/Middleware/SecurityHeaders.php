<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;
use Symfony\Component\HttpFoundation\Response;

class SecurityHeaders
{
    public function handle(Request $request, Closure $next): Response
    {
        $response = $next($request);
        $response->headers->add([
            'Cache-Control' => 'no-store, private',
            'Content-Security-Policy' => "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
                ."base-uri 'none'; frame-ancestors 'none'",
            'Referrer-Policy' => 'same-origin',
            'X-Content-Type-Options' => 'nosniff',
        ]);

        return $response;
    }
}
