<?php

declare(strict_types=1);

namespace ProfileApp;

/** What the visitor sent cannot be used; the message is for the visitor. */
final class BadRequest extends \Exception
{
}
