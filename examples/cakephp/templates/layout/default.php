<?php
/**
 * @var \App\View\AppView $this
 * @var string $server
 */
?>
<!doctype html>
<html lang="en">
<head>
<?= $this->Html->charset() ?>

<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= h($this->fetch('title')) ?> · Profile app</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<p>This page was answered by</p>
<p class="server"><?= h($server) ?></p>
</header>
<main>
<?= $this->fetch('content') ?>
</main>
<footer>
<p><a href="<?= $this->Url->build('/') ?>">Load the page again</a>: another server may answer. The session is in DynamoDB, so each of them knows you.</p>
</footer>
</body>
</html>
