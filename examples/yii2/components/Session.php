<?php

namespace app\components;

class Session extends \yii\web\Session
{
    /** Yii writes an empty list of flash messages into every session that it opens: an item for each outdated cookie. */
    protected function updateFlashCounters()
    {
        if (isset($_SESSION[$this->flashParam])) {
            parent::updateFlashCounters();
        }
    }
}
