<?php
declare(strict_types=1);

namespace App\Aws;

use Cake\Http\Client;
use Cake\Http\Client\Exception\NetworkException;
use Cake\Http\Client\Exception\RequestException;

/**
 * The name that pages show: a given one, the EC2 instance's id, or the host's name.
 */
class ServerName
{
    public static function find(): string
    {
        return env('SERVER_NAME_TAG') ?? (new SharedMemory())->get('server-name') ?? self::ask();
    }

    private static function ask(): string
    {
        $name = self::readInstanceId() ?? gethostname();
        (new SharedMemory())->set('server-name', $name, 3600);

        return $name;
    }

    /**
     * Asks the instance metadata service, version 2; null wherever there is none.
     */
    private static function readInstanceId(): ?string
    {
        if (strtolower((string)env('AWS_EC2_METADATA_DISABLED')) === 'true') {
            return null;
        }
        $metadata = rtrim(env('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? 'http://169.254.169.254', '/') . '/latest';
        $client = new Client(['timeout' => 1]);
        try {
            $token = $client->put("$metadata/api/token", '', ['headers' => ['X-aws-ec2-metadata-token-ttl-seconds' => '60']]);
            $id = $client->get("$metadata/meta-data/instance-id", [], [
                'headers' => ['X-aws-ec2-metadata-token' => $token->getStringBody()],
            ]);

            return $token->isOk() && $id->isOk() ? $id->getStringBody() : null;
        } catch (NetworkException | RequestException) {
            return null;
        }
    }
}
