<?php

declare(strict_types=1);

namespace ProfileApp;

/** The name that pages show: a given one, the EC2 instance's id, or the host's name. */
final class ServerName
{
    private const KEY = 'server-name';
    private const LIFETIME = 3600; // seconds

    public function __construct(private readonly SharedCache $cache)
    {
    }

    public function find(): string
    {
        return getenv('SERVER_NAME_TAG') ?: $this->cache->get(self::KEY) ?? $this->ask();
    }

    private function ask(): string
    {
        $name = self::readInstanceId() ?? gethostname();
        $this->cache->set(self::KEY, $name, self::LIFETIME);
        return $name;
    }

    /** Asks the instance metadata service, version 2; null wherever there is none. */
    private static function readInstanceId(): ?string
    {
        if (strtolower((string) getenv('AWS_EC2_METADATA_DISABLED')) === 'true') {
            return null;
        }
        $endpoint = getenv('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?: 'http://169.254.169.254';
        $metadata = rtrim($endpoint, '/') . '/latest';
        $token = self::fetch("$metadata/api/token", 'PUT', 'X-aws-ec2-metadata-token-ttl-seconds: 60');
        return $token === null ? null : self::fetch("$metadata/meta-data/instance-id", 'GET', "X-aws-ec2-metadata-token: $token");
    }

    private static function fetch(string $url, string $method, string $header): ?string
    {
        $options = ['http' => ['method' => $method, 'header' => $header, 'timeout' => 1.0]];
        $text = @file_get_contents($url, context: stream_context_create($options));
        return $text === false || $text === '' ? null : $text;
    }
}
