/* Shows the API's description. Asks nobody else: the validator of swagger.io is off. */
SwaggerUIBundle({ url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });
