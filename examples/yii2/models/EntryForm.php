<?php

namespace app\models;

use yii\base\Model;

class EntryForm extends Model
{
    public $key;
    public $value;

    public function formName(): string
    {
        return '';
    }

    public function rules(): array
    {
        return [
            ['key', 'trim'],
            [['key', 'value'], 'required'],
            ['key', 'string', 'max' => 60],
            ['key', 'match', 'pattern' => '/\p{Cc}/u', 'not' => true],
            ['value', 'string', 'max' => 4096],
            // tabs and line breaks are welcome
            ['value', 'match', 'pattern' => '/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/u', 'not' => true],
        ];
    }
}
