<?php

declare(strict_types=1);

namespace ProfileApp;

use Aws\CacheInterface;
use Aws\Credentials\Credentials;

/**
 * What PHP would forget after each request: the role's credentials, for which the SDK would ask the metadata service
 * three times in every request, and the server's name.
 *
 * In shared memory where there is APCu, else in files that nobody but this user can read. Nothing outlives its time.
 */
final class SharedCache implements CacheInterface
{
    private const MARGIN = 60; // seconds: a request that is under way must not see its credentials expire

    public function __construct(private readonly string $directory)
    {
    }

    public function get($key)
    {
        $name = self::name($key);
        if (self::hasSharedMemory()) {
            $value = apcu_fetch($name, $found);
            return $found ? $value : null;
        }
        $file = "$this->directory/$name";
        if (!is_file($file) || filemtime($file) <= time()) {
            return null;
        }
        $value = @unserialize((string) @file_get_contents($file), ['allowed_classes' => [Credentials::class]]);
        return $value === false ? null : $value;
    }

    public function set($key, $value, $ttl = 0)
    {
        $seconds = $ttl - self::MARGIN;
        if ($seconds <= 0) {
            return; // too short, or for ever: then it costs nothing to get
        }
        if (self::hasSharedMemory()) {
            apcu_store(self::name($key), $value, $seconds);
        } elseif ($this->hasPrivateDirectory()) {
            $this->removeExpired();
            $this->write("$this->directory/" . self::name($key), serialize($value), time() + $seconds);
        } else {
            error_log("not kept between requests, since only its owner must be able to enter: $this->directory");
        }
    }

    public function remove($key)
    {
        self::hasSharedMemory() ? apcu_delete(self::name($key)) : @unlink("$this->directory/" . self::name($key));
    }

    /**
     * Servers that share this directory, as on a developer's computer, each have credentials of their own. An address alone
     * does not tell them apart, since ports are given out again; the local kit names other files for each server.
     */
    private static function name(string $key): string
    {
        $source = array_map(getenv(...), [
            'AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
            'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_PROFILE',
        ]);
        return 'profile-app-' . hash('sha256', json_encode([$key, $source]));
    }

    private static function hasSharedMemory(): bool
    {
        return function_exists('apcu_enabled') && apcu_enabled();
    }

    private function hasPrivateDirectory(): bool
    {
        return (is_dir($this->directory) || @mkdir($this->directory, 0700, true))
            && (fileperms($this->directory) & 0077) === 0;
    }

    private function write(string $file, string $text, int $expires): void
    {
        $temporary = tempnam($this->directory, 'new-'); // mode 0600 from the start
        file_put_contents($temporary, $text);
        touch($temporary, $expires);
        rename($temporary, $file);
    }

    private function removeExpired(): void
    {
        foreach (glob("$this->directory/profile-app-*") as $file) {
            if (@filemtime($file) <= time()) {
                @unlink($file);
            }
        }
    }
}
