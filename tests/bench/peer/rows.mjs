// Orders and their items as typed rows, with the columns that the host's tables have. Each row has the raw text and the marketplace last.
export const tables = {
  orders: {
    key: ["order_id"],
    columns: { order_id: "text", seller_order_id: "text", created_at: "bigint", updated_at: "bigint", status: "text", fulfilled_by: "text",
      service_level: "text", marketplace_id: "text", marketplace_name: "text", channel_name: "text", programs: "text", total_amount: "text",
      total_currency: "text", item_count: "bigint", quantity_ordered: "bigint", ship_by_earliest: "bigint", ship_by_latest: "bigint",
      deliver_by_earliest: "bigint", deliver_by_latest: "bigint", _raw: "text", _marketplace_id: "text" },
  },
  order_items: {
    key: ["order_id", "order_item_id"],
    columns: { order_id: "text", order_item_id: "text", asin: "text", sku: "text", title: "text", condition: "text", quantity_ordered: "bigint",
      quantity_fulfilled: "bigint", quantity_unfulfilled: "bigint", unit_price: "text", unit_price_currency: "text", proceeds_amount: "text",
      proceeds_currency: "text", _raw: "text", _marketplace_id: "text" },
  },
};

export function createSql(name) {
  const { key, columns } = tables[name];
  return `CREATE TABLE ${name} (${Object.entries(columns).map(([one, type]) => `${one} ${type}`).join(", ")}, PRIMARY KEY (${key.join(", ")}))`;
}

// `mark(i)` is how the database writes the i-th parameter.
export function upsertSql(name, mark) {
  const { key, columns } = tables[name], names = Object.keys(columns);
  const changed = names.filter((one) => !key.includes(one)).map((one) => `${one} = excluded.${one}`).join(", ");
  return `INSERT INTO ${name} (${names.join(", ")}) VALUES (${names.map((_, i) => mark(i)).join(", ")}) ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${changed}`;
}

// Microseconds since 1970, as the host keeps times.
const time = (text) => (text ? Date.parse(text) * 1000 : null);
const or_null = (value) => value ?? null;

export function orderRow(order) {
  const { fulfillment = {}, salesChannel = {}, proceeds = {} } = order;
  return [order.orderId, or_null(order.orderAliases?.find((one) => one.aliasType === "SELLER_ORDER_ID")?.aliasId), time(order.createdTime),
    time(order.lastUpdatedTime), or_null(fulfillment.fulfillmentStatus), or_null(fulfillment.fulfilledBy), or_null(fulfillment.fulfillmentServiceLevel),
    or_null(salesChannel.marketplaceId), or_null(salesChannel.marketplaceName), or_null(salesChannel.channelName),
    order.programs ? JSON.stringify(order.programs) : null, or_null(proceeds.grandTotal?.amount), or_null(proceeds.grandTotal?.currencyCode),
    order.orderItems.length, order.orderItems.reduce((sum, item) => sum + item.quantityOrdered, 0), time(fulfillment.shipByWindow?.earliestDateTime),
    time(fulfillment.shipByWindow?.latestDateTime), time(fulfillment.deliverByWindow?.earliestDateTime),
    time(fulfillment.deliverByWindow?.latestDateTime), JSON.stringify(order), or_null(salesChannel.marketplaceId)];
}

export function itemRow(order, item) {
  const { product = {}, fulfillment = {}, proceeds = {} } = item;
  return [order.orderId, item.orderItemId, or_null(product.asin), or_null(product.sellerSku), or_null(product.title),
    or_null(product.condition?.conditionType), item.quantityOrdered, or_null(fulfillment.quantityFulfilled), or_null(fulfillment.quantityUnfulfilled),
    or_null(product.price?.unitPrice?.amount), or_null(product.price?.unitPrice?.currencyCode), or_null(proceeds.proceedsTotal?.amount),
    or_null(proceeds.proceedsTotal?.currencyCode), JSON.stringify(item), or_null(order.salesChannel?.marketplaceId)];
}
