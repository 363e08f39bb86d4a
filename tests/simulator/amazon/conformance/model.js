// One of Amazon's published models: says whether an answer is what the model knows. No member may come that it does not
// know, though the models leave objects open: here such a member is a mistake of ours.
'use strict';
const assert = require('assert');
const { read, requireModels } = require('./model_files');

function close(node) {
  if (Array.isArray(node)) return node.forEach(close);
  if (!node || typeof node !== 'object') return;
  if (node.type === 'object' && node.properties && node.additionalProperties === undefined) {
    node.additionalProperties = false;
  }
  Object.values(node).forEach(close);
}

class Model {
  // `open`: definitions that are parts of a whole (allOf), each of which knows only its own members.
  constructor(file, open = []) {
    const Ajv = require('ajv');
    this.document = JSON.parse(read(file));
    for (const [name, definition] of Object.entries(this.document.definitions)) {
      if (!open.includes(name)) close(definition);
    }
    this.ajv = new Ajv({ strict: false, allErrors: true });
    require('ajv-formats')(this.ajv);
    this.validators = new Map();
  }

  knows(template) { return template in this.document.paths; }

  check(template, status, body, method = 'get') {
    const key = `${method} ${template} ${status}`;
    if (!this.validators.has(key)) {
      const response = this.document.paths[template][method].responses[String(status)];
      assert(response && response.schema, `the model knows no ${key}`);
      const schema = { allOf: [response.schema], definitions: this.document.definitions };
      this.validators.set(key, this.ajv.compile(schema));
    }
    const validate = this.validators.get(key);
    if (!validate(body)) assert.fail(`${key}: ${this.ajv.errorsText(validate.errors.slice(0, 5))}`);
  }
}

// One of Amazon's JSON schemas of reports, in the same way.
class Schema {
  constructor(file) {
    const Ajv = require('ajv');
    const schema = JSON.parse(read(file));
    delete schema.$schema; // draft-07 or older: Ajv reads it as it is
    close(schema);
    const ajv = new Ajv({ strict: false, allErrors: true });
    require('ajv-formats')(ajv);
    this.validate = ajv.compile(schema);
    this.texts = errors => ajv.errorsText(errors.slice(0, 5));
  }

  check(document, name) {
    if (!this.validate(document)) assert.fail(`${name}: ${this.texts(this.validate.errors)}`);
  }
}

module.exports = { Model, Schema, requireModels };
