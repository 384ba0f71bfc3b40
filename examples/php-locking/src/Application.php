<?php

declare(strict_types=1);

namespace ProfileApp;

final class Application
{
    private const ROUTES = [
        '/' => ['GET, HEAD', 'home'],
        '/session.json' => ['GET, HEAD', 'json'],
        '/login' => ['POST', 'login'],
        '/profile' => ['POST', 'store'],
        '/logout' => ['POST', 'logout'],
    ];
    private const MAXIMUM_ENTRIES = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
    private const SHORT_TEXT = '/^[^\p{Cc}]{1,60}\z/u';
    private const LONG_TEXT = '/^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]{1,4096}\z/u'; // tabs and line breaks are welcome

    public function __construct(private readonly Session $session, private readonly ServerName $serverName)
    {
    }

    public function handle(string $method, string $path): Response
    {
        [$allowed, $action] = self::ROUTES[$path] ?? [null, null];
        if ($action === null) {
            return $this->problem(404, 'Page not found', 'There is nothing at this address.');
        }
        if (!in_array($method, explode(', ', $allowed), true)) {
            $text = "This address takes $allowed only.";
            return $this->problem(405, 'Method not allowed', $text, ['Allow' => $allowed]);
        }
        try {
            $response = $this->$action();
            $this->session->save(); // before anything is sent: a browser follows a redirect at its headers
            return $response;
        } catch (BadRequest $mistake) {
            return $this->problem(400, 'That did not work', $mistake->getMessage());
        } catch (\Throwable $error) {
            error_log((string) $error);
            $this->session->discard();
            return $this->problem(500, 'Something went wrong', 'The server could not answer. Please try again.');
        }
    }

    private function home(): Response
    {
        $server = $this->serverName->find();
        if (!$this->session->resume()) {
            return Response::page('login', ['server' => $server, 'title' => 'Log in']);
        }
        return Response::page('profile', ['server' => $server, 'title' => 'Profile'] + $_SESSION);
    }

    private function json(): Response
    {
        $known = $this->session->resume();
        return Response::json([
            'server' => $this->serverName->find(),
            'sessionId' => $known ? session_id() : null,
            'name' => $known ? $_SESSION['name'] : null,
            'profile' => (object) ($known ? $_SESSION['profile'] : []),
        ]);
    }

    private function login(): Response
    {
        $name = self::trim(self::field('name', self::SHORT_TEXT, 'a user name of 1 to 60 characters'));
        $this->session->resume();
        // an id that somebody planted before the login is worth nothing after it
        $this->session->begin(['name' => $name, 'profile' => []]);
        return Response::redirect('/');
    }

    private function store(): Response
    {
        $key = self::trim(self::field('key', self::SHORT_TEXT, 'a key of 1 to 60 characters'));
        $value = self::field('value', self::LONG_TEXT, 'a value of 1 to 4096 characters');
        if (!$this->session->resume()) {
            return Response::redirect('/');
        }
        $profile = [$key => $value] + $_SESSION['profile'];
        if (count($profile) > self::MAXIMUM_ENTRIES) {
            throw new BadRequest('A profile holds ' . self::MAXIMUM_ENTRIES . ' entries.');
        }
        $_SESSION['profile'][$key] = $value;
        return Response::redirect('/');
    }

    private function logout(): Response
    {
        if ($this->session->resume()) {
            $this->session->end();
        }
        return Response::redirect('/');
    }

    private static function field(string $name, string $pattern, string $expected): string
    {
        $text = $_POST[$name] ?? null;
        if (!is_string($text) || preg_match($pattern, $text) !== 1 || self::trim($text) === '') {
            throw new BadRequest("Please give $expected.");
        }
        return $text;
    }

    private static function trim(string $text): string
    {
        return preg_replace('/^\s+|\s+$/u', '', $text);
    }

    /** @param array<string, string> $headers */
    private function problem(int $status, string $title, string $text, array $headers = []): Response
    {
        $variables = ['server' => $this->serverName->find(), 'title' => $title, 'text' => $text];
        return Response::page('problem', $variables, $status, $headers);
    }
}
