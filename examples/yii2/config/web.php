<?php

use app\components\DynamoDbSessionHandler;
use app\components\Session;
use app\components\SharedMemory;
use Aws\DynamoDb\DynamoDbClient;
use yii\base\Event;

$cookie = ['httpOnly' => true, 'sameSite' => 'Lax'];

return [
    'id' => 'profile-app',
    'basePath' => dirname(__DIR__),
    'defaultRoute' => 'site/index',
    'bootstrap' => ['log'],
    'components' => [
        'request' => [
            // signs the cookie with the forms' token: the same on every server
            'cookieValidationKey' => getenv('COOKIE_VALIDATION_KEY'),
            'csrfCookie' => $cookie,
            // the load balancer ends TLS and tells so; nothing else can reach this server
            'trustedHosts' => ['0.0.0.0/0'],
        ],
        'session' => [
            'class' => Session::class,
            'handler' => ['class' => DynamoDbSessionHandler::class],
            'useStrictMode' => true,
        ],
        'response' => [
            'on beforeSend' => function (Event $event) {
                // before anything is sent: a browser follows a redirect at its headers
                Yii::$app->session->close();
                $event->sender->headers->fromArray([
                    'Cache-Control' => ['no-store'],
                    'Content-Security-Policy' => ["default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
                        . "base-uri 'none'; frame-ancestors 'none'"],
                    'Referrer-Policy' => ['same-origin'],
                    'X-Content-Type-Options' => ['nosniff'],
                ] + $event->sender->headers->toArray());
            },
        ],
        'urlManager' => [
            'enablePrettyUrl' => true,
            'showScriptName' => false,
            'enableStrictParsing' => true,
            'rules' => [
                '' => 'site/index',
                'session.json' => 'site/session',
                '<action:login|profile|logout>' => 'site/<action>',
            ],
        ],
        'errorHandler' => ['errorAction' => 'site/error'],
        'log' => [
            'targets' => [
                [
                    'class' => yii\log\FileTarget::class,
                    'logFile' => 'php://stderr',
                    'enableRotation' => false,
                    'logVars' => [],
                    'levels' => ['error'],
                ],
            ],
        ],
    ],
    'container' => [
        'singletons' => [
            SharedMemory::class,
            // made for visitors with a session alone, when Yii opens it
            DynamoDbSessionHandler::class => fn ($container) => DynamoDbSessionHandler::fromClient(
                new DynamoDbClient([
                    'region' => getenv('AWS_REGION'),
                    'credentials' => $container->get(SharedMemory::class), // of the task's role, asked for once for many requests
                    'http' => ['connect_timeout' => 2, 'timeout' => 5],
                    'retries' => ['mode' => 'standard', 'max_attempts' => 3],
                ]),
                [
                    'table_name' => getenv('DYNAMODB_SESSION_TABLE_NAME'),
                    'session_lifetime' => (int) (getenv('DYNAMODB_SESSION_LIFETIME') ?: 3600),
                ],
            ),
        ],
    ],
    'on beforeRequest' => function (Event $event) use ($cookie) {
        $secure = $event->sender->request->isSecureConnection;
        $event->sender->request->csrfCookie = $cookie + ['secure' => $secure];
        $event->sender->session->cookieParams = ['httponly' => true, 'samesite' => 'Lax', 'secure' => $secure];
    },
];
