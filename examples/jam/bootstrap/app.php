<?php

use App\Http\Middleware\SecurityHeaders;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Configuration\Exceptions;
use Illuminate\Foundation\Configuration\Middleware;
use Illuminate\Http\Middleware\HandleCors;
use Illuminate\Http\Request;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;

return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php')
    ->withMiddleware(function (Middleware $middleware) {
        // the load balancer ends TLS and tells so; nothing else can reach this server
        $middleware->trustProxies(at: '*', headers: Request::HEADER_X_FORWARDED_AWS_ELB);
        $middleware->trimStrings(except: ['value']);
        $middleware->append(SecurityHeaders::class);
        $middleware->remove(HandleCors::class); // pages of other origins have no business here
    })
    ->withExceptions(function (Exceptions $exceptions) {
        $exceptions->map(
            ValidationException::class,
            fn (ValidationException $mistake) => new BadRequestHttpException($mistake->getMessage(), $mistake),
        );
    })
    ->create();
