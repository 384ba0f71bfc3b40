<?php

declare(strict_types=1);

namespace ProfileApp;

final class Response
{
    private const HEADERS = [
        'Cache-Control' => 'no-store',
        'Content-Security-Policy' => "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
            . "base-uri 'none'; frame-ancestors 'none'",
        'Referrer-Policy' => 'same-origin',
        'X-Content-Type-Options' => 'nosniff',
    ];

    /** @param array<string, string> $headers */
    private function __construct(
        public readonly int $status,
        private readonly string $body,
        private readonly array $headers,
    ) {
    }

    /** @param array<string, string> $headers */
    public static function page(string $view, array $variables, int $status = 200, array $headers = []): self
    {
        $content = self::render($view, $variables);
        $html = self::render('layout', ['content' => $content] + $variables);
        return new self($status, $html, ['Content-Type' => 'text/html; charset=utf-8'] + $headers);
    }

    public static function json(array $value): self
    {
        $body = json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        return new self(200, $body, ['Content-Type' => 'application/json']);
    }

    public static function redirect(string $location): self
    {
        return new self(303, '', ['Location' => $location]);
    }

    public function send(): void
    {
        http_response_code($this->status);
        header_remove('X-Powered-By');
        foreach ($this->headers + self::HEADERS as $name => $value) {
            header("$name: $value");
        }
        echo $this->body;
    }

    private static function render(string $view, array $variables): string
    {
        extract($variables, EXTR_SKIP);
        ob_start();
        require __DIR__ . "/../views/$view.php";
        return ob_get_clean();
    }
}
