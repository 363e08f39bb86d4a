// Orders and their items as typed rows, with the columns that the host's tables have. Each row has the raw text and the marketplace last.
export const tables = {
  orders: {
    key: ["order_id"],
    columns: { order_id: "text", seller_order_id: "text", created_at: "bigint", updated_at: "bigint", status: "text", fulfilled_by: "text",
      service_level: "text", marketplace_id: "text", marketplace_name: "text", channel_name: "text", programs: "text", total_amount: "text",
      total_currency: "text", item_count: "bigint", quantity_ordered: "bigint", ship_by_earliest: "bigint", ship_by_latest: "bigint",
      deliver_by_earliest: "bigint", deliver_by_latest: "bigint", label_printing_earliest: "bigint", label_printing_latest: "bigint",
      item_amount: "text", shipping_amount: "text", gift_wrap_amount: "text",
      cod_fee_amount: "text", other_amount: "text", tax_amount: "text", discount_amount: "text", delivery_tip_amount: "text", delivery_tip_status: "text",
      payment_method: "text", payments: "text", is_prime: "bigint", is_business: "bigint", replaces_order_id: "text", exchanges_order_id: "text",
      invoice_status: "text", invoice_preference: "text", package_count: "bigint", shipped_at: "bigint", carriers: "text", tracking_numbers: "text",
      package_statuses: "text", package_detailed_statuses: "text", shipping_services: "text", fulfillment_order_ids: "text", _raw: "text", _marketplace_id: "text" },
  },
  order_items: {
    key: ["order_id", "order_item_id"],
    columns: { order_id: "text", order_item_id: "text", asin: "text", sku: "text", title: "text", condition: "text", quantity_ordered: "bigint",
      quantity_fulfilled: "bigint", quantity_unfulfilled: "bigint", unit_price: "text", unit_price_currency: "text", proceeds_amount: "text",
      proceeds_currency: "text", item_amount: "text", shipping_amount: "text", gift_wrap_amount: "text", cod_fee_amount: "text", other_amount: "text",
      tax_amount: "text", discount_amount: "text", item_tax: "text", shipping_tax: "text", gift_wrap_tax: "text", cod_fee_tax: "text", discount_tax: "text",
      item_discount: "text", shipping_discount: "text", promotion_ids: "text", points_granted: "bigint", points_amount: "text", points_currency: "text",
      cancelled_by: "text", cancel_reason: "text", cancel_requested_by: "text", cancel_request_reason: "text", is_gift: "bigint", gift_wrap_level: "text",
      programs: "text", price_designation: "text", condition_subtype: "text", tax_collection_model: "text", tax_responsible_party: "text",
      tax_reporting_scheme: "text", ioss_number: "text", condition_note: "text", serial_numbers: "text", measurement_value: "text",
      measurement_unit: "text", scheduled_delivery_earliest: "bigint", scheduled_delivery_latest: "bigint", associated_items: "text", _raw: "text", _marketplace_id: "text" },
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

const json = (value) => (value == null ? null : JSON.stringify(value));
const listed = (values) => (values?.length ? JSON.stringify(values.map(or_null)) : null);
const earliest = (texts) => (texts.length ? Math.min(...texts.map(Date.parse)) * 1000 : null);

// The amounts of a breakdown by category, and within a category by what they are on.
function amounts(proceeds) {
  const of = (type) => proceeds.breakdowns?.find((one) => one.type === type);
  const sum = (type) => or_null(of(type)?.subtotal?.amount);
  const part = (type, subtype) => or_null(of(type)?.detailedBreakdowns?.find((one) => one.subtype === subtype)?.value?.amount);
  return { sum, part, all: ["ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "OTHER", "TAX", "DISCOUNT"].map(sum) };
}

export function orderRow(order) {
  const { fulfillment = {}, salesChannel = {}, proceeds = {}, payment = {}, tax = {}, packages } = order;
  const { sum, all } = amounts(proceeds), status = proceeds.breakdowns?.find((one) => one.type === "DELIVERY_TIP")?.status;
  const associated = (type) => or_null(order.associatedOrders?.find((one) => one.associationType === type)?.orderId);
  const has = (program) => Number(order.programs?.includes(program) ?? false);
  return [order.orderId, or_null(order.orderAliases?.find((one) => one.aliasType === "SELLER_ORDER_ID")?.aliasId), time(order.createdTime),
    time(order.lastUpdatedTime), or_null(fulfillment.fulfillmentStatus), or_null(fulfillment.fulfilledBy), or_null(fulfillment.fulfillmentServiceLevel),
    or_null(salesChannel.marketplaceId), or_null(salesChannel.marketplaceName), or_null(salesChannel.channelName),
    json(order.programs), or_null(proceeds.grandTotal?.amount), or_null(proceeds.grandTotal?.currencyCode),
    order.orderItems.length, order.orderItems.reduce((sum, item) => sum + item.quantityOrdered, 0), time(fulfillment.shipByWindow?.earliestDateTime),
    time(fulfillment.shipByWindow?.latestDateTime), time(fulfillment.deliverByWindow?.earliestDateTime),
    time(fulfillment.deliverByWindow?.latestDateTime), time(fulfillment.labelPrintingWindow?.earliestDateTime),
    time(fulfillment.labelPrintingWindow?.latestDateTime), ...all, sum("DELIVERY_TIP"), or_null(status),
    or_null(payment.paymentExecutions?.[0]?.paymentMethod), json(payment.paymentExecutions), has("PRIME"), has("AMAZON_BUSINESS"),
    associated("REPLACEMENT_ORIGINAL_ID"), associated("EXCHANGE_ORIGINAL_ID"), or_null(tax.taxInvoicing?.invoiceStatus),
    or_null(tax.taxInvoicing?.buyerInvoicePreference), or_null(packages?.length), earliest(packages?.flatMap((one) => one.shipTime ?? []) ?? []),
    listed(packages?.map((one) => one.carrier)), listed(packages?.map((one) => one.trackingNumber)), listed(packages?.map((one) => one.packageStatus?.status)),
    listed(packages?.map((one) => one.packageStatus?.detailedStatus)), listed(packages?.map((one) => one.shippingService)),
    listed(order.fulfillmentOrders?.map((one) => one.fulfillmentOrderId)), JSON.stringify(order), or_null(salesChannel.marketplaceId)];
}

export function itemRow(order, item) {
  const { product = {}, fulfillment = {}, proceeds = {}, cancellation = {}, tax = {} } = item;
  const { part, all } = amounts(proceeds), points = item.expense?.pointsCost?.pointsGranted, gift = fulfillment.packing?.giftOption;
  const { cancellationRequest: request, cancellationExecution: execution } = cancellation;
  return [order.orderId, item.orderItemId, or_null(product.asin), or_null(product.sellerSku), or_null(product.title),
    or_null(product.condition?.conditionType), item.quantityOrdered, or_null(fulfillment.quantityFulfilled), or_null(fulfillment.quantityUnfulfilled),
    or_null(product.price?.unitPrice?.amount), or_null(product.price?.unitPrice?.currencyCode), or_null(proceeds.proceedsTotal?.amount),
    or_null(proceeds.proceedsTotal?.currencyCode), ...all, ...["ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "DISCOUNT"].map((one) => part("TAX", one)),
    part("DISCOUNT", "ITEM"), part("DISCOUNT", "SHIPPING"), listed(item.promotion?.breakdowns?.map((one) => one.promotionId)),
    or_null(points?.pointsNumber), or_null(points?.pointsMonetaryValue?.amount), or_null(points?.pointsMonetaryValue?.currencyCode),
    or_null(execution?.cancelledBy), or_null(execution?.cancelReason), or_null(request?.requester), or_null(request?.cancelReason), Number(Boolean(gift)),
    or_null(gift?.giftWrapLevel), json(item.programs), or_null(product.price?.priceDesignation), or_null(product.condition?.conditionSubtype),
    or_null(tax.taxCollections?.[0]?.model), or_null(tax.taxCollections?.[0]?.responsibleParty), or_null(tax.taxCalculationBreakdowns?.[0]?.reportingScheme),
    or_null(fulfillment.shipping?.internationalShipping?.iossNumber), or_null(product.condition?.conditionNote), json(product.serialNumbers),
    item.measurement ? String(item.measurement.value) : null, or_null(item.measurement?.unit), time(fulfillment.shipping?.scheduledDeliveryWindow?.earliestDateTime),
    time(fulfillment.shipping?.scheduledDeliveryWindow?.latestDateTime), json(item.associatedOrderItems), JSON.stringify(item), or_null(order.salesChannel?.marketplaceId)];
}
