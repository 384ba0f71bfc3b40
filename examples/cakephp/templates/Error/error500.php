<?php
/**
 * @var \App\View\AppView $this
 * @var string $message
 */
$this->assign('title', 'Something went wrong');
?>
<h1>Something went wrong</h1>
<p><?= h($message) ?></p>
<p><a href="<?= $this->Url->build('/') ?>">Back to the start</a></p>
