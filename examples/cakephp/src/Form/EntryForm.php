<?php
declare(strict_types=1);

namespace App\Form;

use Cake\Form\Form;
use Cake\Validation\Validator;

class EntryForm extends Form
{
    public function validationDefault(Validator $validator): Validator
    {
        return $validator
            ->requirePresence(['key', 'value'])
            ->scalar('key')
            ->notBlank('key')
            ->maxLength('key', 60)
            ->regex('key', '/^\P{Cc}*\z/u')
            ->scalar('value')
            ->notBlank('value')
            ->maxLength('value', 4096)
            ->regex('value', '/^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*\z/u'); // tabs and line breaks are welcome
    }
}
