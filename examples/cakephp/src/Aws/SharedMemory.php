<?php
declare(strict_types=1);

namespace App\Aws;

use Aws\CacheInterface;

/**
 * What PHP would forget after each request, above all the role's credentials. Without APCu nothing is kept.
 */
class SharedMemory implements CacheInterface
{
    public function get($key)
    {
        $value = $this->isThere() ? apcu_fetch($key, $found) : null;

        return $found ?? false ? $value : null;
    }

    public function set($key, $value, $ttl = 0)
    {
        // a request that is under way must not see its credentials expire
        $seconds = $ttl - 60;
        if ($seconds > 0 && $this->isThere()) {
            apcu_store($key, $value, $seconds);
        }
    }

    public function remove($key)
    {
        if ($this->isThere()) {
            apcu_delete($key);
        }
    }

    private function isThere(): bool
    {
        return function_exists('apcu_enabled') && apcu_enabled();
    }
}
