<?php

/** @var yii\web\View $this */
/** @var string $name */
/** @var array<string, string> $profile */

use yii\helpers\Html;

$this->title = 'Profile';
?>
<div class="title">
<h1>Hello, <bdi><?= Html::encode($name) ?></bdi></h1>
<?= Html::beginForm(['logout']) ?>
<?= Html::submitButton('Log out', ['class' => 'quiet']) ?>
<?= Html::endForm() ?>
</div>
<h2>Your profile</h2>
<?php if ($profile === []): ?>
<p class="empty">Nothing stored yet.</p>
<?php else: ?>
<table>
<thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
<tbody>
<?php foreach ($profile as $key => $value): ?>
<tr><th scope="row"><?= Html::encode($key) ?></th><td><?= Html::encode($value) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php endif ?>
<?= Html::beginForm(['profile']) ?>
<?= Html::label('Key', 'key') ?>
<?= Html::textInput('key', '', ['id' => 'key', 'required' => true, 'maxlength' => 60, 'autocomplete' => 'off']) ?>
<?= Html::label('Value', 'value') ?>
<?= Html::textarea('value', '', ['id' => 'value', 'required' => true, 'maxlength' => 4096, 'rows' => 2]) ?>
<?= Html::submitButton('Store') ?>
<?= Html::endForm() ?>
