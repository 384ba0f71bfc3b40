<?php

namespace App\Providers;

use App\Aws\SharedMemory;
use Aws\DynamoDb\DynamoDbClient;
use Illuminate\Cache\DynamoDbStore;
use Illuminate\Contracts\Foundation\Application;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    /**
     * The store is Laravel's own, and so are its calls; only the client is ours. The one that Laravel makes asks the
     * metadata service for the role's credentials, three times in every request.
     */
    public function boot(SharedMemory $memory): void
    {
        Cache::extend('dynamodb', fn (Application $app, array $config) => Cache::repository(new DynamoDbStore(
            new DynamoDbClient([
                'region' => $config['region'],
                'endpoint' => $config['endpoint'],
                'credentials' => $memory,
                'http' => ['connect_timeout' => 2, 'timeout' => 5],
                'retries' => ['mode' => 'standard', 'max_attempts' => 3],
            ]),
            $config['table'],
            prefix: config('cache.prefix'),
        ), $config));
    }
}
