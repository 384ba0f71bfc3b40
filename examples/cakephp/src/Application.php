<?php
declare(strict_types=1);

namespace App;

use Cake\Core\Configure;
use Cake\Error\Middleware\ErrorHandlerMiddleware;
use Cake\Http\BaseApplication;
use Cake\Http\Middleware\BodyParserMiddleware;
use Cake\Http\Middleware\CsrfProtectionMiddleware;
use Cake\Http\Middleware\SecurityHeadersMiddleware;
use Cake\Http\MiddlewareQueue;
use Cake\Routing\Middleware\RoutingMiddleware;

class Application extends BaseApplication
{
    private const POLICY = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        . "frame-ancestors 'none'";

    public function middleware(MiddlewareQueue $middlewareQueue): MiddlewareQueue
    {
        return $middlewareQueue
            ->add((new SecurityHeadersMiddleware())->noSniff()->setReferrerPolicy('same-origin'))
            ->add(fn ($request, $handler) => $handler->handle($request)->withHeader('Content-Security-Policy', self::POLICY))
            ->add(new ErrorHandlerMiddleware(Configure::read('Error'), $this))
            ->add(new RoutingMiddleware($this))
            ->add(new BodyParserMiddleware())
            // the token is in a cookie, so that visitors who have not logged in need no session
            ->add(new CsrfProtectionMiddleware(['httponly' => true, 'samesite' => 'Lax', 'secure' => (bool)env('HTTPS')]));
    }
}
