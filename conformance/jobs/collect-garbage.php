<?php

// a clean-up job that answers over HTTP, so that the local kit can run it: `php -S 127.0.0.1:{port} collect-garbage.php`

declare(strict_types=1);

use Aws\DynamoDb\DynamoDbClient;
use Aws\DynamoDb\SessionHandler;

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    require getcwd() . '/vendor/autoload.php';
    SessionHandler::fromClient(
        new DynamoDbClient(['region' => getenv('AWS_REGION')]),
        ['table_name' => getenv('DYNAMODB_SESSION_TABLE_NAME')],
    )->garbageCollect();
}
echo 'well';
