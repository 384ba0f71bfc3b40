<?php

namespace App\Aws;

use Symfony\Component\DependencyInjection\Attribute\Autowire;
use Symfony\Contracts\Cache\CacheInterface;
use Symfony\Contracts\Cache\ItemInterface;

/** The name that pages show: a given one, the EC2 instance's id, or the host's name. */
final class ServerName implements \Stringable
{
    public function __construct(#[Autowire(service: 'app.shared_memory')] private readonly CacheInterface $memory)
    {
    }

    public function __toString(): string
    {
        return getenv('SERVER_NAME_TAG') ?: $this->memory->get('server-name', self::ask(...));
    }

    private static function ask(ItemInterface $item): string
    {
        $item->expiresAfter(3600);

        return self::readInstanceId() ?? gethostname();
    }

    /** Asks the instance metadata service, version 2; null wherever there is none. */
    private static function readInstanceId(): ?string
    {
        if ('true' === strtolower((string) getenv('AWS_EC2_METADATA_DISABLED'))) {
            return null;
        }
        $metadata = rtrim(getenv('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?: 'http://169.254.169.254', '/').'/latest';
        $token = self::fetch('PUT', "$metadata/api/token", 'X-aws-ec2-metadata-token-ttl-seconds: 60');

        return null === $token ? null : self::fetch('GET', "$metadata/meta-data/instance-id", "X-aws-ec2-metadata-token: $token");
    }

    private static function fetch(string $method, string $url, string $header): ?string
    {
        $options = ['http' => ['method' => $method, 'header' => $header, 'timeout' => 1.0]];

        return @file_get_contents($url, context: stream_context_create($options)) ?: null;
    }
}
