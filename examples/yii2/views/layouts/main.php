<?php

/** @var yii\web\View $this */
/** @var string $content */

use app\components\ServerName;
use yii\helpers\Html;
use yii\helpers\Url;

?>
<?php $this->beginPage() ?>
<!doctype html>
<html lang="<?= Yii::$app->language ?>">
<head>
<meta charset="<?= Yii::$app->charset ?>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= Html::encode($this->title) ?> · Profile app</title>
<link rel="icon" href="data:,">
<?= Html::cssFile('/style.css') ?>

<?php $this->head() ?>
</head>
<body>
<?php $this->beginBody() ?>
<header>
<p>This page was answered by</p>
<p class="server"><?= Html::encode(ServerName::find()) ?></p>
</header>
<main>
<?= $content ?>
</main>
<footer>
<p><a href="<?= Url::home() ?>">Load the page again</a>: another server may answer. The session is in DynamoDB, so each of them knows you.</p>
</footer>
<?php $this->endBody() ?>
</body>
</html>
<?php $this->endPage() ?>
