<?php

namespace app\models;

use yii\base\Model;

class LoginForm extends Model
{
    public $name;

    public function formName(): string
    {
        return '';
    }

    public function rules(): array
    {
        return [
            ['name', 'trim'],
            ['name', 'required'],
            ['name', 'string', 'max' => 60],
            ['name', 'match', 'pattern' => '/\p{Cc}/u', 'not' => true],
        ];
    }
}
