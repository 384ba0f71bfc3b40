<?php

namespace App\Controller;

use App\Aws\ServerName;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpFoundation\Session\SessionInterface;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\Routing\Attribute\Route;

final class ProfileController extends AbstractController
{
    private const MAXIMUM_ENTRIES = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
    private const SHORT_TEXT = '/^[^\p{Cc}]{1,60}\z/u';
    private const LONG_TEXT = '/^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]{1,4096}\z/u'; // tabs and line breaks are welcome

    #[Route('/', name: 'home', methods: ['GET'])]
    public function home(Request $request): Response
    {
        $session = $this->resume($request);
        if (null === $session) {
            return $this->render('login.html.twig');
        }

        return $this->render('profile.html.twig', ['name' => $session->get('name'), 'profile' => $session->get('profile')]);
    }

    #[Route('/session.json', name: 'session', methods: ['GET'])]
    public function session(Request $request, ServerName $serverName): JsonResponse
    {
        $session = $this->resume($request);

        return $this->json([
            'server' => (string) $serverName,
            'sessionId' => $session?->getId(),
            'name' => $session?->get('name'),
            'profile' => (object) $session?->get('profile'),
        ]);
    }

    #[Route('/login', name: 'login', methods: ['POST'])]
    public function login(Request $request): Response
    {
        $name = $this->field($request, 'name', self::SHORT_TEXT, 'a user name of 1 to 60 characters');
        $session = $request->getSession();
        $session->start();
        $session->invalidate(); // an id that somebody planted before the login is worth nothing after it
        $session->set('name', self::trim($name));
        $session->set('profile', []);

        return $this->redirectToRoute('home', status: Response::HTTP_SEE_OTHER);
    }

    #[Route('/profile', name: 'store', methods: ['POST'])]
    public function store(Request $request): Response
    {
        $key = self::trim($this->field($request, 'key', self::SHORT_TEXT, 'a key of 1 to 60 characters'));
        $value = $this->field($request, 'value', self::LONG_TEXT, 'a value of 1 to 4096 characters');
        if (null !== $session = $this->resume($request)) {
            $profile = [$key => $value] + $session->get('profile');
            if (\count($profile) > self::MAXIMUM_ENTRIES) {
                throw new BadRequestHttpException('A profile holds '.self::MAXIMUM_ENTRIES.' entries.');
            }
            $session->set('profile', array_replace($session->get('profile'), $profile));
        }

        return $this->redirectToRoute('home', status: Response::HTTP_SEE_OTHER);
    }

    #[Route('/logout', name: 'logout', methods: ['POST'])]
    public function logout(Request $request): Response
    {
        $this->resume($request)?->invalidate(); // deletes the item: the id is dead on every server

        return $this->redirectToRoute('home', status: Response::HTTP_SEE_OTHER);
    }

    /** The session of a visitor who has logged in. For others none is started, so that they get no item and no cookie. */
    private function resume(Request $request): ?SessionInterface
    {
        return $request->hasPreviousSession() && $request->getSession()->has('name') ? $request->getSession() : null;
    }

    private function field(Request $request, string $name, string $pattern, string $expected): string
    {
        $text = $request->getPayload()->getString($name);
        if (1 !== preg_match($pattern, $text) || '' === self::trim($text)) {
            throw new BadRequestHttpException("Please give $expected.");
        }

        return $text;
    }

    private static function trim(string $text): string
    {
        return preg_replace('/^\s+|\s+$/u', '', $text);
    }
}
