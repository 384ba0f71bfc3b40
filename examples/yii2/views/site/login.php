<?php

/** @var yii\web\View $this */

use yii\helpers\Html;

$this->title = 'Log in';
?>
<h1>Who are you?</h1>
<?= Html::beginForm(['login']) ?>
<?= Html::label('User name', 'name') ?>
<?= Html::textInput('name', '', ['id' => 'name', 'required' => true, 'maxlength' => 60, 'autocomplete' => 'username', 'autofocus' => true]) ?>
<?= Html::submitButton('Log in') ?>
<?= Html::endForm() ?>
