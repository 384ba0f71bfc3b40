<?php
declare(strict_types=1);

namespace App\Form;

use Cake\Form\Form;
use Cake\Validation\Validator;

class LoginForm extends Form
{
    public function validationDefault(Validator $validator): Validator
    {
        return $validator
            ->requirePresence('name')
            ->scalar('name')
            ->notBlank('name')
            ->maxLength('name', 60)
            ->regex('name', '/^\P{Cc}*\z/u');
    }
}
