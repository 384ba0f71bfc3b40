<?php
require getenv('VENDOR') . '/autoload.php';

$client = new Aws\DynamoDb\DynamoDbClient(['region' => getenv('AWS_REGION'), 'version' => 'latest']);
$client->registerSessionHandler(['table_name' => getenv('SESSIONS_TABLE')]);
session_start();

if (($_GET['action'] ?? '') === 'logout') {
    session_destroy();
    echo 'bye';
    exit;
}
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
echo $_SESSION['visits'];
