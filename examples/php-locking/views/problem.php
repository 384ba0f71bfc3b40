<?php use function ProfileApp\escape; ?>
<h1><?= escape($title) ?></h1>
<p><?= escape($text) ?></p>
<p><a href="/">Back to the start</a></p>
