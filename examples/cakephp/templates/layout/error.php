<?php
/** @var \App\View\AppView $this */
require __DIR__ . DS . 'default.php';
