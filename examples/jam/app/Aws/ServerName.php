<?php

namespace App\Aws;

use Illuminate\Http\Client\ConnectionException;
use Illuminate\Http\Client\PendingRequest;
use Illuminate\Support\Facades\Http;
use Stringable;

/** The name that pages show: a given one, the EC2 instance's id, or the host's name. */
class ServerName implements Stringable
{
    public function __construct(private readonly SharedMemory $memory)
    {
    }

    public function __toString(): string
    {
        return getenv('SERVER_NAME_TAG') ?: $this->memory->get('server-name') ?? $this->ask();
    }

    private function ask(): string
    {
        $name = $this->readInstanceId() ?? gethostname();
        $this->memory->set('server-name', $name, 3600);

        return $name;
    }

    /** Asks the instance metadata service, version 2; null wherever there is none. */
    private function readInstanceId(): ?string
    {
        if (strtolower((string) getenv('AWS_EC2_METADATA_DISABLED')) === 'true') {
            return null;
        }
        try {
            $token = $this->metadata()->withHeader('X-aws-ec2-metadata-token-ttl-seconds', '60')->put('api/token');
            $id = $this->metadata()->withHeader('X-aws-ec2-metadata-token', $token->body())->get('meta-data/instance-id');

            return $token->successful() && $id->successful() ? $id->body() : null;
        } catch (ConnectionException) {
            return null;
        }
    }

    private function metadata(): PendingRequest
    {
        $endpoint = getenv('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?: 'http://169.254.169.254';

        return Http::baseUrl(rtrim($endpoint, '/').'/latest')->timeout(1)->connectTimeout(1);
    }
}
