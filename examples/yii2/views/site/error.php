<?php

/** @var yii\web\View $this */
/** @var Exception $exception */
/** @var string $message */

use yii\helpers\Html;
use yii\helpers\Url;

$this->title = $exception instanceof yii\web\HttpException ? 'That did not work' : 'Something went wrong';
?>
<h1><?= Html::encode($this->title) ?></h1>
<p><?= Html::encode($message) ?></p>
<p><a href="<?= Url::home() ?>">Back to the start</a></p>
