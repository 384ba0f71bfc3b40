<?php

namespace Symfony\Component\Clock;

/** For composer.reduced.json alone: Carbon implements this interface, of a package that some registries lack. */
interface ClockInterface extends \Psr\Clock\ClockInterface
{
    public function sleep(float|int $seconds): void;

    public function withTimeZone(\DateTimeZone|string $timezone): static;
}
