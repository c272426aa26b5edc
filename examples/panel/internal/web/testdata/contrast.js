// Gives the texts of the page whose color is too close to what is behind them.
(() => {
	const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
	const rgba = color => {
		canvas.clearRect(0, 0, 1, 1)
		canvas.fillStyle = color
		canvas.fillRect(0, 0, 1, 1)
		const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
		return [r, g, b, a / 255]
	}
	const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1]
	const luminance = ([r, g, b]) => {
		const [x, y, z] = [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		return .2126 * x + .7152 * y + .0722 * z
	}
	const behind = element => {
		const layers = []
		for (; element; element = element.parentElement) {
			const color = rgba(getComputedStyle(element).backgroundColor)
			layers.push(color)
			if (color[3] === 1) break
		}
		const ground = element ? layers.pop() : rgba(getComputedStyle(document.documentElement).colorScheme.startsWith('dark') ? '#121212' : '#fff')
		return layers.reduceRight((below, layer) => over(layer, below), ground)
	}
	const found = []
	let looked = 0
	const look = (element, text, style) => {
		const ground = behind(element)
		const color = over(rgba(style.color), ground)
		const [light, dark] = [luminance(color), luminance(ground)].sort((a, b) => b - a)
		const ratio = (light + .05) / (dark + .05)
		looked++
		if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.tagName.toLowerCase()}.${element.className}: ${text.trim().slice(0, 40)}`)
	}
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement
		if (!walker.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
		if (element.closest('option, script, .unseen')) continue
		look(element, walker.currentNode.data, getComputedStyle(element))
	}
	for (const element of document.querySelectorAll('input:not([type=hidden]):not([type=checkbox]), select, textarea')) {
		if (element.checkVisibility()) look(element, element.value, getComputedStyle(element))
	}
	return {looked, found}
})()
