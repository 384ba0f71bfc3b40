<?php

namespace app\components;

/** The name that pages show: a given one, or the host's, which is that of the container. */
class ServerName
{
    public static function find(): string
    {
        return getenv('SERVER_NAME_TAG') ?: gethostname();
    }
}
