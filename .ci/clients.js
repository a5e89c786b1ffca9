// Calls every operation on deals through Pipedrive's Node client and checks what it returns.
//
// Usage: NODE_PATH=.../node_modules node clients.js BASE_URL OPERATIONS.tsv
//
// The requests that the client sends are matched with the table of operations: one that was not sent is
// a failure.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { v1, v2 } = require("pipedrive");

const [baseUrl, table] = process.argv.slice(2);
const operations = fs
  .readFileSync(table, "utf8")
  .split("\n")
  .map((line) => line.split("\t"))
  .filter(([kind]) => kind === "deals")
  .map(([, method, path]) => ({ method, path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`), calls: 0 }))
  // `/deals/search` matches `/deals/{id}` too: try the path with fewer parameters first.
  .sort((a, b) => a.path.split("{").length - b.path.split("{").length);

function api(version, name, prefix) {
  const client = new version[name](new version.Configuration({ apiKey: "sandbox", basePath: `${baseUrl}/api/${prefix}` }));
  client.axios.interceptors.request.use((request) => {
    const path = new URL(request.url).pathname;
    const operation = operations.find((row) => row.method === request.method.toUpperCase() && row.pattern.test(path));
    if (operation) operation.calls += 1;
    return request;
  });
  return client;
}
const old = api(v1, "DealsApi", "v1");
const deals = api(v2, "DealsApi", "v2");

async function data(request) {
  const body = await request;
  assert.equal(body.success, true);
  return body.data;
}

async function ids(request) {
  return (await data(request)).map((row) => row.id);
}

async function main() {
  const users = await ids(api(v1, "UsersApi", "v1").getUsers());
  const [person] = await ids(api(v2, "PersonsApi", "v2").getPersons({ limit: 1 }));

  // A deal and its lists.
  const { id } = await data(deals.addDeal({ AddDealRequest: { title: "Client deal", value: 100, currency: "EUR" } }));
  const updated = await data(deals.updateDeal({ id, UpdateDealRequest: { title: "Renamed client deal", value: 250 } }));
  assert.deepEqual([updated.title, updated.value], ["Renamed client deal", 250]);
  assert.equal((await data(deals.getDeal({ id }))).title, "Renamed client deal");
  assert.deepEqual(await ids(deals.getDeals({ ids: String(id) })), [id]);
  const found = await data(deals.searchDeals({ term: "Renamed client" }));
  assert.deepEqual(found.items.map(({ item }) => item.id), [id]);
  assert.ok((await data(old.getDealChangelog({ id }))).some((row) => row.field_key === "title"));
  assert.ok((await data(old.getDealUpdates({ id }))).length > 0);
  assert.equal((await data(old.getDealFiles({ id }))) ?? null, null);
  assert.equal((await data(old.getDealMailMessages({ id }))) ?? null, null);
  assert.ok((await data(old.getDealUsers({ id }))).length > 0);

  // Followers, participants, discounts.
  const follower = users.at(-1);
  await data(deals.addDealFollower({ id, AddDealFollowerRequest: { user_id: follower } }));
  const followers = async () => (await data(deals.getDealFollowers({ id }))).map((row) => row.user_id);
  assert.ok((await followers()).includes(follower));
  await data(deals.deleteDealFollower({ id, follower_id: follower }));
  assert.ok(!(await followers()).includes(follower));
  // The creator of a deal follows it.
  assert.equal((await data(deals.getDealFollowersChangelog({ id }))).length, 3);

  const { id: participant } = await data(old.addDealParticipant({ id, AddDealParticipantRequest: { person_id: person } }));
  assert.ok((await ids(old.getDealParticipants({ id }))).includes(participant));
  await data(old.deleteDealParticipant({ id, deal_participant_id: participant }));
  assert.equal((await data(old.getDealParticipantsChangelog({ id }))).length, 2);

  const discount = { amount: 10, type: "percentage", description: "Trial" };
  const { id: discount_id } = await data(deals.postAdditionalDiscount({ id, AddAdditionalDiscountRequestBody: discount }));
  await data(deals.updateAdditionalDiscount({ id, discount_id, UpdateAdditionalDiscountRequestBody: { amount: 15 } }));
  assert.deepEqual((await data(deals.getAdditionalDiscounts({ id }))).map((row) => row.amount), [15]);
  await data(deals.deleteAdditionalDiscount({ id, discount_id }));
  assert.deepEqual(await data(deals.getAdditionalDiscounts({ id })), []);

  // Reports.
  const period = { start_date: "2026-01-01", interval: "month", amount: 3, field_key: "add_time" };
  assert.ok((await data(old.getDealsSummary({}))).total_count > 0);
  assert.ok("total_count" in (await data(old.getArchivedDealsSummary({}))));
  assert.equal((await data(old.getDealsTimeline(period))).length, 3);
  assert.equal((await data(old.getArchivedDealsTimeline(period))).length, 3);

  // Closing and deleting.
  const { id: copy } = await data(old.duplicateDeal({ id }));
  assert.equal((await data(old.mergeDeals({ id: copy, MergeDealsRequest: { merge_with_id: id } }))).id, id);
  await data(deals.updateDeal({ id, UpdateDealRequest: { is_archived: true } }));
  assert.deepEqual(await ids(deals.getArchivedDeals({ ids: String(id) })), [id]);
  const { id: lead } = await data(deals.addDeal({ AddDealRequest: { title: "Client lead", person_id: person } }));
  const { conversion_id } = await data(deals.convertDealToLead({ id: lead }));
  assert.equal((await data(deals.getDealConversionStatus({ id: lead, conversion_id }))).conversion_id, conversion_id);
  const { id: unwanted } = await data(deals.addDeal({ AddDealRequest: { title: "Unwanted" } }));
  assert.equal((await data(deals.deleteDeal({ id: unwanted }))).id, unwanted);

  const missing = operations.filter((row) => row.calls === 0);
  for (const { method, path } of missing) console.log(`not called: ${method} ${path}`);
  console.log(`${operations.length - missing.length} of ${operations.length} operations called`);
  assert.equal(missing.length, 0);
}

main().catch((error) => {
  const { config, response } = error;
  if (response) console.error(`${config.method} ${config.url}: ${response.status} ${JSON.stringify(response.data)}`);
  console.error(error.stack);
  process.exit(1);
});
