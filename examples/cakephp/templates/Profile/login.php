<?php
/** @var \App\View\AppView $this */
$this->assign('title', 'Log in');
?>
<h1>Who are you?</h1>
<?= $this->Form->create(null, ['url' => ['_name' => 'login']]) ?>
<?= $this->Form->label('name', 'User name') ?>
<?= $this->Form->text('name', ['id' => 'name', 'required' => true, 'maxlength' => 60, 'autocomplete' => 'username', 'autofocus' => true]) ?>
<?= $this->Form->button('Log in') ?>
<?= $this->Form->end() ?>
