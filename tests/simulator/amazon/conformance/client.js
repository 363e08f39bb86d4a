// Amazon's own JavaScript client reads everything from the simulator; what it read must be what the oracle tells.
// (Its login host is fixed, so the access token comes from the simulator's token endpoint directly.)
'use strict';
const assert = require('assert');
const simulator = require('./simulator');

simulator.requireModules();

const includedData = ['PROCEEDS', 'EXPENSE', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES', 'TAX', 'PAYMENT', 'FULFILLMENT_ORDERS'];
const text = time => (time ? new Date(time).toISOString() : null);

// Of a category, or of the part of it that is on something.
function amount(proceeds, type, subtype) {
  const category = ((proceeds && proceeds.breakdowns) || []).find(one => one.type === type);
  if (!category) return null;
  if (!subtype) return category.subtotal.amount;
  const part = (category.detailedBreakdowns || []).find(one => one.subtype === subtype);
  return part ? part.value.amount : null;
}

function orderRow(order) {
  const items = order.orderItems;
  const total = order.proceeds && order.proceeds.grandTotal;
  return {
    order_id: order.orderId,
    created_at: text(order.createdTime),
    updated_at: text(order.lastUpdatedTime),
    status: order.fulfillment.fulfillmentStatus,
    fulfilled_by: order.fulfillment.fulfilledBy,
    marketplace_id: order.salesChannel.marketplaceId,
    total_amount: total ? total.amount : null,
    item_amount: amount(order.proceeds, 'ITEM'),
    shipping_amount: amount(order.proceeds, 'SHIPPING'),
    tax_amount: amount(order.proceeds, 'TAX'),
    discount_amount: amount(order.proceeds, 'DISCOUNT'),
    payment_method: order.payment ? order.payment.paymentExecutions[0].paymentMethod : null,
    is_prime: (order.programs || []).includes('PRIME'),
    replaces_order_id: order.associatedOrders && order.associatedOrders.length ? order.associatedOrders[0].orderId : null,
    label_printing_earliest: text(order.fulfillment.labelPrintingWindow && order.fulfillment.labelPrintingWindow.earliestDateTime),
    shipping_services: order.packages && order.packages.length ? order.packages.map(one => one.shippingService) : null,
    package_count: order.packages && order.packages.length ? order.packages.length : null,
    tracking_numbers: order.packages && order.packages.length ? order.packages.map(one => one.trackingNumber) : null,
    item_count: items.length,
    quantity_ordered: items.reduce((sum, item) => sum + item.quantityOrdered, 0),
  };
}

function itemRow(order, item) {
  const price = item.product.price && item.product.price.unitPrice;
  return {
    order_id: order.orderId,
    order_item_id: item.orderItemId,
    asin: item.product.asin,
    sku: item.product.sellerSku,
    title: item.product.title || null,
    quantity_fulfilled: item.fulfillment.quantityFulfilled,
    quantity_unfulfilled: item.fulfillment.quantityUnfulfilled,
    unit_price: price ? price.amount : null,
    proceeds_amount: item.proceeds ? item.proceeds.proceedsTotal.amount : null,
    item_tax: amount(item.proceeds, 'TAX', 'ITEM'),
    shipping_tax: amount(item.proceeds, 'TAX', 'SHIPPING'),
    shipping_discount: amount(item.proceeds, 'DISCOUNT', 'SHIPPING'),
    promotion_ids: item.promotion ? item.promotion.breakdowns.map(one => one.promotionId) : null,
    points_granted: item.expense ? item.expense.pointsCost.pointsGranted.pointsNumber : null,
    cancelled_by: item.cancellation ? item.cancellation.cancellationExecution.cancelledBy : null,
    gift_wrap_level: item.fulfillment.packing ? item.fulfillment.packing.giftOption.giftWrapLevel : null,
    condition_note: item.product.condition.conditionNote || null,
    serial_numbers: item.product.serialNumbers || null,
    measurement_value: item.measurement ? String(item.measurement.value) : null,
    scheduled_delivery_latest: item.fulfillment.shipping ? text(item.fulfillment.shipping.scheduledDeliveryWindow.latestDateTime) : null,
    associated_items: item.associatedOrderItems ? item.associatedOrderItems.length : null,
    tax_collection_model: item.tax ? item.tax.taxCollections[0].model : null,
  };
}

// Only the columns compared here, times in one notation.
function reduced(row, like) {
  return Object.fromEntries(Object.keys(like).map(name =>
    [name, /_at$|_earliest$|_latest$/.test(name) ? text(row[name]) : name === 'associated_items' && row[name] ? row[name].length : row[name]]));
}

const byKey = rows => rows.sort((a, b) =>
  (a.order_id + (a.order_item_id || '')).localeCompare(b.order_id + (b.order_item_id || '')));

async function readAll(api) {
  const parameters = { lastUpdatedAfter: '2024-01-01T00:00:00Z', includedData };
  const orders = [];
  let until;
  for (let token; ;) {
    const page = await api.searchOrders({ ...parameters, ...(token && { paginationToken: token }) });
    orders.push(...page.orders);
    until = page.lastUpdatedBefore;
    token = page.pagination && page.pagination.nextToken;
    if (!token) return { orders, until };
  }
}

simulator.run(async () => {
  const amazon = await import('@amazon-sp-api-release/amazon-sp-api-sdk-js');
  const base = await simulator.start('--virtual-clock', '--now', '2026-03-01T10:00:00Z', '--orders', '1500');
  const [seller] = (await simulator.state(base)).sellers;
  const token = await simulator.accessToken(base, seller);
  const region = `${base}/${seller.region.toLowerCase()}`;

  const sellersClient = new amazon.SellersSpApi.ApiClient(region);
  sellersClient.applyXAmzAccessTokenToRequest(token);
  const list = await new amazon.SellersSpApi.SellersApi(sellersClient).getMarketplaceParticipations();
  assert.deepStrictEqual(list.payload.map(entry => entry.marketplace.id), seller.marketplaces.map(entry => entry.id));

  const ordersClient = new amazon.Orders_v2026SpApi.ApiClient(region);
  ordersClient.applyXAmzAccessTokenToRequest(token);
  const { orders, until } = await readAll(new amazon.Orders_v2026SpApi.SearchOrdersApi(ordersClient));
  const held = byKey(orders.map(orderRow));
  const items = byKey(orders.flatMap(order => order.orderItems.map(item => itemRow(order, item))));
  const told = await simulator.oracle(base, { seller: seller.id, by: 'updated', until: text(until) });
  const toldOrders = byKey(told.filter(row => row.stream === 'orders'));
  const toldItems = byKey(told.filter(row => row.stream === 'order_items'));
  assert(held.length > 1400, `only ${held.length} orders`);
  assert.deepStrictEqual(held, toldOrders.map(row => reduced(row, held[0])));
  assert.deepStrictEqual(items, toldItems.map(row => reduced(row, items[0])));

  const one = await new amazon.Orders_v2026SpApi.GetOrderApi(ordersClient).getOrder(held[7].order_id);
  assert.strictEqual(one.order.orderId, held[7].order_id);
  console.log(`Amazon's client read ${held.length} orders and ${items.length} items, as the oracle tells`);
});
