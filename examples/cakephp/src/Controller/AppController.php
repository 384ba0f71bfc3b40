<?php
declare(strict_types=1);

namespace App\Controller;

use App\Aws\ServerName;
use Cake\Controller\Controller;
use Cake\Event\EventInterface;

class AppController extends Controller
{
    public function beforeFilter(EventInterface $event): void
    {
        $this->response = $this->response->withDisabledCache();
    }

    public function beforeRender(EventInterface $event): void
    {
        $this->set('server', ServerName::find());
    }
}
