<?php
declare(strict_types=1);

namespace App\Controller;

use App\Aws\ServerName;
use App\Form\EntryForm;
use App\Form\LoginForm;
use Cake\Form\Form;
use Cake\Http\Cookie\Cookie;
use Cake\Http\Exception\BadRequestException;
use Cake\Http\Response;
use Cake\Http\Session;

class ProfileController extends AppController
{
    private const MAXIMUM_ENTRIES = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item

    public function index(): void
    {
        $this->request->allowMethod(['get', 'head']);
        $session = $this->resume();
        if ($session === null) {
            $this->viewBuilder()->setTemplate('login');
        } else {
            $this->set(['name' => $session->read('name'), 'profile' => $session->read('profile')]);
        }
    }

    public function session(): Response
    {
        $this->request->allowMethod(['get', 'head']);
        $session = $this->resume();

        return $this->response->withType('json')->withStringBody(json_encode([
            'server' => ServerName::find(),
            'sessionId' => $session?->id(),
            'name' => $session?->read('name'),
            'profile' => (object)$session?->read('profile'),
        ], JSON_THROW_ON_ERROR));
    }

    public function login(): ?Response
    {
        $this->request->allowMethod('post');
        $data = $this->validated(new LoginForm());
        $session = $this->request->getSession();
        $session->renew(); // an id that somebody planted before the login is worth nothing after it
        $session->clear();
        $session->write(['name' => trim($data['name']), 'profile' => []]);

        return $this->redirect(['_name' => 'home'], 303);
    }

    public function store(): ?Response
    {
        $this->request->allowMethod('post');
        $data = $this->validated(new EntryForm());
        $session = $this->resume();
        if ($session !== null) {
            // the profile as a whole: in the name of a session value, a key with dots would mean a path
            $profile = $session->read('profile');
            $profile[trim($data['key'])] = $data['value'];
            if (count($profile) > self::MAXIMUM_ENTRIES) {
                throw new BadRequestException('A profile holds ' . self::MAXIMUM_ENTRIES . ' entries.');
            }
            $session->write('profile', $profile);
        }

        return $this->redirect(['_name' => 'home'], 303);
    }

    public function logout(): ?Response
    {
        $this->request->allowMethod('post');
        $session = $this->resume();
        if ($session !== null) {
            $session->destroy(); // deletes the item: the id is dead on every server
            $this->response = $this->response->withExpiredCookie(new Cookie(session_name()));
        }

        return $this->redirect(['_name' => 'home'], 303);
    }

    /**
     * The session of a visitor who has logged in. CakePHP opens none without a cookie; what it opens for an outdated cookie is
     * dropped, or it would become an item.
     */
    private function resume(): ?Session
    {
        $session = $this->request->getSession();
        if ($session->check('name')) {
            return $session;
        }
        $session->destroy();

        return null;
    }

    private function validated(Form $form): array
    {
        $data = $this->request->getData();
        if (!$form->validate($data)) {
            $field = array_key_first($form->getErrors());
            throw new BadRequestException($field . ': ' . current($form->getErrors()[$field]));
        }

        return $data;
    }
}
