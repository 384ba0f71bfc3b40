<?php

declare(strict_types=1);

namespace ProfileApp;

/** Text as HTML shows it, whatever it holds. */
function escape(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}
