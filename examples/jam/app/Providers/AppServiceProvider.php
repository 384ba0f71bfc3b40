<?php

namespace App\Providers;

use App\Aws\SharedMemory;
use Illuminate\Support\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    /** The role's credentials, kept between requests: the SDK would ask the metadata service three times in each. */
    public function boot(SharedMemory $memory): void
    {
        config(['jam.aws.credentials' => $memory]);
    }
}
