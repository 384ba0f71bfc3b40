const crypto = require('crypto');
const express = require('express');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand, DeleteCommand } = require('@aws-sdk/lib-dynamodb');

const TABLE = process.env.CARTS_TABLE;
const db = DynamoDBDocumentClient.from(new DynamoDBClient());
const app = express();

app.get('/healthz', (req, res) => res.send('ok'));

app.use((req, res, next) => {
  const found = /cart=([\w-]+)/.exec(req.headers.cookie || '');
  req.cartId = found ? found[1] : crypto.randomUUID();
  res.setHeader('Set-Cookie', `cart=${req.cartId}; Path=/; HttpOnly`);
  next();
});

async function load(cartId) {
  const { Item } = await db.send(new GetCommand({ TableName: TABLE, Key: { cartId } }));
  return Item ? Item.items : [];
}

app.get('/cart', async (req, res, next) => {
  try {
    res.json(await load(req.cartId));
  } catch (e) { next(e); }
});

app.post('/cart/:item', async (req, res, next) => {
  try {
    const items = [...await load(req.cartId), req.params.item];
    await db.send(new PutCommand({ TableName: TABLE, Item: { cartId: req.cartId, items, ttl: Math.floor(Date.now() / 1000) + 86400 } }));
    res.json(items);
  } catch (e) { next(e); }
});

app.delete('/cart', async (req, res, next) => {
  try {
    await db.send(new DeleteCommand({ TableName: TABLE, Key: { cartId: req.cartId } }));
    res.json([]);
  } catch (e) { next(e); }
});

app.use((err, req, res, next) => res.status(500).json({ error: err.name }));

app.listen(process.env.PORT || 3000);
