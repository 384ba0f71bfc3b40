<?php
/**
 * @var \App\View\AppView $this
 * @var string $name
 * @var array<string, string> $profile
 */
$this->assign('title', 'Profile');
?>
<div class="title">
<h1>Hello, <bdi><?= h($name) ?></bdi></h1>
<?= $this->Form->create(null, ['url' => ['_name' => 'logout']]) ?>
<?= $this->Form->button('Log out', ['class' => 'quiet']) ?>
<?= $this->Form->end() ?>
</div>
<h2>Your profile</h2>
<?php if ($profile === []) : ?>
<p class="empty">Nothing stored yet.</p>
<?php else : ?>
<table>
<thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
<tbody>
<?php foreach ($profile as $key => $value) : ?>
<tr><th scope="row"><?= h($key) ?></th><td><?= h($value) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php endif ?>
<?= $this->Form->create(null, ['url' => ['_name' => 'store']]) ?>
<?= $this->Form->label('key', 'Key') ?>
<?= $this->Form->text('key', ['id' => 'key', 'required' => true, 'maxlength' => 60, 'autocomplete' => 'off']) ?>
<?= $this->Form->label('value', 'Value') ?>
<?= $this->Form->textarea('value', ['id' => 'value', 'required' => true, 'maxlength' => 4096, 'rows' => 2]) ?>
<?= $this->Form->button('Store') ?>
<?= $this->Form->end() ?>
