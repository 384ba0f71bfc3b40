<?php
/**
 * @var \App\View\AppView $this
 * @var string $message
 */
$this->assign('title', 'That did not work');
?>
<h1>That did not work</h1>
<p><?= h($message) ?></p>
<p><a href="<?= $this->Url->build('/') ?>">Back to the start</a></p>
