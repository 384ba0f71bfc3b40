<?php

declare(strict_types=1);

namespace ProfileApp;

use Closure;

/** The visitor's session, in `$_SESSION` between `resume` or `begin` and `save`. */
final class Session
{
    private ?StrictSessionHandler $registered = null;

    /** @param Closure(): StrictSessionHandler $handler */
    public function __construct(private readonly Closure $handler, private readonly bool $secure)
    {
    }

    /** Takes up the session of the visitor's cookie. No cookie or one that nobody gave out: no session, and none is made. */
    public function resume(): bool
    {
        $id = $_COOKIE[session_name()] ?? null;
        if (!is_string($id) || preg_match('/^[a-zA-Z0-9,-]{22,256}\z/', $id) !== 1) {
            unset($_COOKIE[session_name()]); // nor shall `begin` ask for it
            return false;
        }
        if (!$this->handler()->knows($id)) {
            return false;
        }
        session_start(); // waits until no other request has the session
        if ($_SESSION === []) {
            $this->end(); // the request before this one has logged out
            return false;
        }
        return true;
    }

    /** A session with a new id that holds `$data` alone; the one before is deleted. */
    public function begin(array $data): void
    {
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_regenerate_id(true);
        } else {
            $this->handler();
            session_start();
        }
        $_SESSION = $data;
    }

    /** Deletes the session, so that its id is dead on every server, and the cookie. */
    public function end(): void
    {
        session_destroy();
        setcookie(session_name(), '', ['expires' => 1] + $this->cookie());
    }

    public function save(): void
    {
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
    }

    /** Forgets what this request has done, and that it would have set a cookie. */
    public function discard(): void
    {
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_abort();
        }
        header_remove('Set-Cookie');
    }

    private function handler(): StrictSessionHandler
    {
        if ($this->registered === null) {
            ini_set('session.use_strict_mode', '1');
            session_cache_limiter('');
            session_set_cookie_params($this->cookie());
            $this->registered = ($this->handler)();
            $this->registered->register();
        }
        return $this->registered;
    }

    private function cookie(): array
    {
        return ['path' => '/', 'secure' => $this->secure, 'httponly' => true, 'samesite' => 'Lax'];
    }
}
