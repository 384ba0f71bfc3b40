<?php

namespace App\Aws;

use Symfony\Component\Cache\Adapter\AdapterInterface;
use Symfony\Component\Cache\Adapter\ApcuAdapter;
use Symfony\Component\Cache\Adapter\ArrayAdapter;

final class SharedMemory
{
    /** A cache that outlives requests where there is APCu. It may hold secrets: unlike a cache of files, nobody else reads it. */
    public static function pool(): AdapterInterface
    {
        return ApcuAdapter::isSupported() ? new ApcuAdapter('profile-app') : new ArrayAdapter();
    }
}
