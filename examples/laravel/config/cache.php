<?php

return [

    'stores' => [

        // the sessions' table. Without `key` and `secret`, which Laravel's own configuration has here: they would win over
        // the role of the server wherever AWS_ACCESS_KEY_ID is set, and on AWS Lambda fail for want of a `token`
        'dynamodb' => [
            'driver' => 'dynamodb',
            'region' => env('AWS_DEFAULT_REGION'),
            'table' => env('DYNAMODB_CACHE_TABLE'),
            'endpoint' => env('DYNAMODB_ENDPOINT'),
        ],

    ],

];
