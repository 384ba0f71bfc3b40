<?php

namespace app\controllers;

use app\components\ServerName;
use app\models\EntryForm;
use app\models\LoginForm;
use Yii;
use yii\base\Model;
use yii\filters\VerbFilter;
use yii\web\BadRequestHttpException;
use yii\web\Controller;
use yii\web\Cookie;
use yii\web\ErrorAction;
use yii\web\Response;
use yii\web\Session;

class SiteController extends Controller
{
    private const MAXIMUM_ENTRIES = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item

    public function behaviors(): array
    {
        return [
            'verbs' => [
                'class' => VerbFilter::class,
                'actions' => [
                    'index' => ['GET', 'HEAD'],
                    'session' => ['GET', 'HEAD'],
                    'login' => ['POST'],
                    'profile' => ['POST'],
                    'logout' => ['POST'],
                ],
            ],
        ];
    }

    public function actions(): array
    {
        return ['error' => ErrorAction::class];
    }

    public function actionIndex(): string
    {
        $session = $this->resume();
        return $session === null
            ? $this->render('login')
            : $this->render('profile', ['name' => $session['name'], 'profile' => $session['profile']]);
    }

    public function actionSession(): Response
    {
        $session = $this->resume();
        return $this->asJson([
            'server' => ServerName::find(),
            'sessionId' => $session?->id,
            'name' => $session?->get('name'),
            'profile' => (object) $session?->get('profile'),
        ]);
    }

    public function actionLogin(): Response
    {
        $form = $this->fill(new LoginForm());
        $session = Yii::$app->session;
        $session->open();
        $session->regenerateID(true); // an id that somebody planted before the login is worth nothing after it
        $session->removeAll();
        $session['name'] = $form->name;
        $session['profile'] = [];
        return $this->redirect(['index'], 303);
    }

    public function actionProfile(): Response
    {
        $form = $this->fill(new EntryForm());
        $session = $this->resume();
        if ($session !== null) {
            $profile = $session['profile'];
            $profile[$form->key] = $form->value;
            if (count($profile) > self::MAXIMUM_ENTRIES) {
                throw new BadRequestHttpException('A profile holds ' . self::MAXIMUM_ENTRIES . ' entries.');
            }
            $session['profile'] = $profile;
        }
        return $this->redirect(['index'], 303);
    }

    public function actionLogout(): Response
    {
        $session = $this->resume();
        if ($session !== null) {
            $session->destroy(); // deletes the item: the id is dead on every server
            Yii::$app->response->cookies->remove(new Cookie(['name' => $session->name]));
        }
        return $this->redirect(['index'], 303);
    }

    /** The session of a visitor who has logged in. For others none is opened, so that they get no item. */
    private function resume(): ?Session
    {
        $session = Yii::$app->session;
        return $session->hasSessionId && $session->has('name') ? $session : null;
    }

    private function fill(Model $form): Model
    {
        if ($form->load(Yii::$app->request->post()) && $form->validate()) {
            return $form;
        }
        throw new BadRequestHttpException(current($form->firstErrors) ?: 'The form is empty.');
    }
}
