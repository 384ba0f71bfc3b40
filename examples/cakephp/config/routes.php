<?php

use Cake\Routing\RouteBuilder;

return function (RouteBuilder $routes): void {
    $routes->scope('/', ['controller' => 'Profile'], function (RouteBuilder $builder): void {
        $builder->connect('/', ['action' => 'index'], ['_name' => 'home']);
        $builder->connect('/session.json', ['action' => 'session']);
        $builder->connect('/login', ['action' => 'login'], ['_name' => 'login']);
        $builder->connect('/profile', ['action' => 'store'], ['_name' => 'store']);
        $builder->connect('/logout', ['action' => 'logout'], ['_name' => 'logout']);
    });
};
